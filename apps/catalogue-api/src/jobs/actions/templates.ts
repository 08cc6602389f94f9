import Handlebars from 'handlebars';
import { jobToV3 } from '../../legacy-v3/job-v3';
import type { Fields } from '../../schema/record-kind';
import type { Fault, JobContext } from './job-action';

export type Template = (context: JobContext) => string;

const LONGEST = 1_000_000;
/** Own members of the context only: nothing of JavaScript itself can be reached. */
const SAFE = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

const words = (key: unknown): string => {
  const text = String(key)
    .replace(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
};
/** SciCat's helpers. */
const HELPERS: Readonly<Record<string, (value: unknown, other?: unknown) => unknown>> = {
  eq: (a, b) => a === b,
  jsonify: (value) => JSON.stringify(value, null, 3),
  urlencode: (value) => encodeURIComponent(String(value)),
  base64enc: (value) => Buffer.from(String(value)).toString('base64'),
  keyToWord: words,
  unwrapJSON: (value) => unwrapped(value),
  job_v3: (job) => jobToV3(job as Fields),
};
function unwrapped(value: unknown): Handlebars.SafeString {
  const { escapeExpression } = Handlebars.Utils;
  const lines = Object.entries((value ?? {}) as object).map(([key, inner]) => {
    const text = typeof inner === 'object' ? JSON.stringify(inner) : String(inner);
    return `${escapeExpression(words(key))}: ${escapeExpression(text)}`;
  });
  return new Handlebars.SafeString(lines.join('<br/>'));
}

const engine = Handlebars.create();
for (const [name, helper] of Object.entries(HELPERS)) engine.registerHelper(name, helper);

/**
 * A text with places that are filled from the job: `{{job.id}}`.
 * @param isHtml values are escaped for HTML
 */
export function template(source: string, fault: Fault, isHtml = false): Template {
  try {
    engine.precompile(source);
  } catch (cause) {
    throw fault(`the template has a fault: ${(cause as Error).message.split('\n')[0]}`);
  }
  const compiled = engine.compile(source, { noEscape: !isHtml });
  return (context) => compiled(plain(context), SAFE).slice(0, LONGEST);
}
/** Dates as text, and nothing that has methods. */
const plain = ({ request, job, datasets }: JobContext): unknown =>
  JSON.parse(JSON.stringify({ request, job, datasets }));
