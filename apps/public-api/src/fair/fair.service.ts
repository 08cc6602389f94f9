import { Injectable } from '@nestjs/common';
import { Catalogue } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import { html, type Markup } from '../html/html';
import { type Language, wordsIn } from '../html/messages';
import { pageOf } from '../html/page';
import { type Answer, answerOf } from '../http/answers';
import { HTML_TYPE, Landing } from '../landing/landing.service';
import { Records } from '../records/records';
import { evidenceOf } from './evidence';
import { judged, type Metric, METRICS, scoreOf, type Verdict } from './fair-rules';
import { fairWordsIn, hintOf } from './fair-words';

export interface FairRecord {
  readonly doi: string;
  readonly title: string;
  /** Of the metrics that can be judged, in per cent. */
  readonly score: number;
  readonly verdicts: Readonly<Record<Metric, Verdict>>;
}
/** Each record means a page and two descriptions. */
const MOST_RECORDS = 100;

/** How findable, accessible, interoperable and reusable the newest records are, judged by what is really sent. */
@Injectable()
export class Fair {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly records: Records,
    private readonly landing: Landing,
    private readonly config: PublicApiConfig,
  ) {}

  async judgedRecords(): Promise<FairRecord[]> {
    const { items } = await this.catalogue.publications({ sort: 'registered', direction: 'desc', limit: MOST_RECORDS });
    const judgedOnes: FairRecord[] = [];
    // One after the other: visitors of the pages go first.
    for (const { doi, title } of items) {
      const verdicts = judged(await this.evidence(doi));
      judgedOnes.push({ doi, title: title ?? doi, score: scoreOf(verdicts), verdicts });
    }
    return judgedOnes;
  }
  private async evidence(doi: string) {
    const page = await this.landing.page(doi, 'en', 1);
    const formats = ['schema-org', 'datacite-json'] as const;
    return evidenceOf(page, await Promise.all(formats.map((name) => this.landing.format(doi, name, true))));
  }

  page(language: Language): Promise<Answer> {
    return this.records.answer(`fair|${language}`, async (before) => {
      const records = await this.judgedRecords();
      const words = wordsIn(language);
      const title = `${fairWordsIn(language).title} · ${this.config.site}`;
      const body = bodyOf(records, language);
      const headers = { vary: 'Accept-Language', 'content-language': language, 'x-robots-tag': 'noindex' };
      const page = pageOf({ title, language, words, body, here: '/fair', wide: true }, this.config);
      return answerOf({ type: HTML_TYPE, headers, body: page }, before);
    });
  }
  figures(): Promise<Answer> {
    return this.records.answer('fair|json', async (before) => {
      const records = await this.judgedRecords();
      const body = JSON.stringify({
        metrics: METRICS,
        average: records.length === 0 ? null : averageOf(records),
        records,
      });
      return answerOf(
        { type: 'application/json; charset=utf-8', headers: { 'x-robots-tag': 'noindex' }, body },
        before,
      );
    });
  }
}

const averageOf = (records: readonly FairRecord[]): number =>
  Math.round(records.reduce((sum, { score }) => sum + score, 0) / records.length);

function bodyOf(records: readonly FairRecord[], language: Language): Markup {
  const words = fairWordsIn(language);
  if (records.length === 0)
    return html`<h1>${words.title}</h1>
      <p>${words.none}</p>`;
  return html`<h1>${words.title}</h1>
    <p>${words.about}</p>
    <dl class="facts">
      <dt>${words.average}</dt>
      <dd>${averageOf(records)} %</dd>
      <dt>${words.records}</dt>
      <dd>${records.length}</dd>
    </dl>
    <h2>${words.byMetric}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${words.metric}</th>
          <th scope="col">${words.met}</th>
          <th scope="col">${words.hint}</th>
        </tr>
      </thead>
      <tbody>
        ${METRICS.map((metric) => metricRow(metric, records, language))}
      </tbody>
    </table>
    <h2>${words.records}</h2>
    <table class="records">
      <tbody>
        ${records.map((record) => recordRow(record, language))}
      </tbody>
    </table>`;
}
function metricRow(metric: Metric, records: readonly FairRecord[], language: Language): Markup {
  const judgedOnes = records.filter(({ verdicts }) => verdicts[metric] !== 'closed');
  const met = judgedOnes.filter(({ verdicts }) => verdicts[metric] === 'met').length;
  return html`<tr>
    <td>${fairWordsIn(language).names[metric]} <span class="dim mono">FsF-${metric}</span></td>
    <td class="number">${met} / ${judgedOnes.length}</td>
    <td class="dim">${met < judgedOnes.length && hintOf(metric, language)}</td>
  </tr>`;
}
function recordRow({ doi, title, score, verdicts }: FairRecord, language: Language): Markup {
  const missed = METRICS.filter((metric) => verdicts[metric] === 'missed');
  const { names } = fairWordsIn(language);
  return html`<tr>
    <td><a href="/detail/${encodeURIComponent(doi)}">${title}</a></td>
    <td class="number">${score} %</td>
    <td class="dim">${missed.map((metric) => html`<div>✗ ${names[metric]}</div>`)}</td>
  </tr>`;
}
