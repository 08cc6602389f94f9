import type { Language } from '../html/messages';
import type { Metric } from './fair-rules';

interface FairWords {
  readonly title: string;
  readonly about: string;
  readonly none: string;
  readonly average: string;
  readonly records: string;
  readonly byMetric: string;
  readonly metric: string;
  readonly met: string;
  readonly hint: string;
  readonly names: Readonly<Record<Metric, string>>;
  /** For what the people of a facility or the authors can do something about. */
  readonly hints: Readonly<Partial<Record<Metric, string>>>;
}
const en: FairWords = {
  title: 'How FAIR the records are',
  about:
    'The FAIRsFAIR metrics, asked of what a machine is sent: landing pages, links and descriptions of the newest 100 records. What asks for data that are not open is not counted.',
  none: 'Nothing has been published yet.',
  average: 'Average',
  records: 'Records',
  byMetric: 'By metric',
  metric: 'Metric',
  met: 'Met by',
  hint: 'How to improve',
  names: {
    'F1-01MD': 'Unique identifier',
    'F1-02MD': 'Persistent identifier',
    'F2-01M': 'Core metadata',
    'F3-01M': 'Links to the data',
    'F4-01M': 'Can be found by search engines',
    'A1-01M': 'Conditions of access',
    'A1-02MD': 'Page and descriptions answer',
    'A1.1-01MD': 'Standard protocol',
    'A1.2-01MD': 'Standard protocol of the data',
    'I1-01M': 'Formal description',
    'I2-01M': 'Terms of known vocabularies',
    'I3-01M': 'Links to people and works',
    'R1-01M': 'What the data are',
    'R1.1-01M': 'Licence',
    'R1.2-01M': 'Where they come from',
    'R1.3-01M': 'Description of the community',
    'R1.3-02D': 'File formats of the community',
  },
  hints: {
    'F2-01M': 'Give keywords and an abstract.',
    'F3-01M': 'No file of the datasets can be downloaded: they are not in the catalogue, or not on disk.',
    'A1.2-01MD': 'No file of the datasets can be downloaded: they are not in the catalogue, or not on disk.',
    'I2-01M': 'Name a technique, or give authors ORCIDs and their institutes RORs.',
    'I3-01M': 'Give at least one author an ORCID, or name the article.',
    'R1-01M': 'Datasets need a technique, and their size.',
    'R1.1-01M': 'Choose a licence of the list.',
    'R1.3-02D': 'Name the format of the files, for example NeXus.',
  },
};
const sv: FairWords = {
  title: 'Hur FAIR posterna är',
  about:
    'FAIRsFAIR-måtten, ställda till det som en maskin får: sidor, länkar och beskrivningar av de 100 nyaste posterna. Det som gäller data som inte är öppna räknas inte.',
  none: 'Inget är publicerat än.',
  average: 'Medelvärde',
  records: 'Poster',
  byMetric: 'Per mått',
  metric: 'Mått',
  met: 'Uppfylls av',
  hint: 'Så blir det bättre',
  names: {
    'F1-01MD': 'Unik identifierare',
    'F1-02MD': 'Beständig identifierare',
    'F2-01M': 'Grundläggande metadata',
    'F3-01M': 'Länkar till data',
    'F4-01M': 'Kan hittas av sökmotorer',
    'A1-01M': 'Villkor för tillgång',
    'A1-02MD': 'Sida och beskrivningar svarar',
    'A1.1-01MD': 'Standardprotokoll',
    'A1.2-01MD': 'Standardprotokoll för data',
    'I1-01M': 'Formell beskrivning',
    'I2-01M': 'Begrepp ur kända vokabulärer',
    'I3-01M': 'Länkar till personer och verk',
    'R1-01M': 'Vad data är',
    'R1.1-01M': 'Licens',
    'R1.2-01M': 'Varifrån de kommer',
    'R1.3-01M': 'Fältets egen beskrivning',
    'R1.3-02D': 'Fältets filformat',
  },
  hints: {
    'F2-01M': 'Ange nyckelord och en sammanfattning.',
    'F3-01M': 'Datasetens filer finns inte i katalogen eller inte på disk.',
    'A1.2-01MD': 'Datasetens filer finns inte i katalogen eller inte på disk.',
    'I2-01M': 'Ange en teknik, eller ge författarna ORCID och deras institut ROR.',
    'I3-01M': 'Ge minst en författare en ORCID, eller ange artikeln.',
    'R1-01M': 'Dataseten behöver en teknik och sin storlek.',
    'R1.1-01M': 'Välj en licens ur listan.',
    'R1.3-02D': 'Ange filernas format, till exempel NeXus.',
  },
};
const ALL: Readonly<Record<Language, FairWords>> = { en, sv };
export const fairWordsIn = (language: Language): FairWords => ALL[language];
export const hintOf = (metric: Metric, language: Language): string | undefined => ALL[language].hints[metric];
