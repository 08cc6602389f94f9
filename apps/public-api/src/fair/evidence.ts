import type { Answer } from '../http/answers';
import type { Evidence } from './fair-rules';

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(` ${name}="([^"]*)"`, 'u').exec(tag)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** RFC 8288, as far as we write it. */
function linksIn(header: string): Evidence['links'] {
  return [...header.matchAll(/<([^>]*)>((?:; [a-z]+="[^"]*")*)/gu)].flatMap(([, href = '', rest = '']) => {
    const rel = /; rel="([^"]*)"/u.exec(rest)?.[1];
    const type = /; type="([^"]*)"/u.exec(rest)?.[1];
    return rel === undefined ? [] : [{ rel, href, ...(type !== undefined && { type }) }];
  });
}
function described(html: string): Evidence['jsonLd'] {
  const source = /<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/su.exec(html)?.[1];
  try {
    return source === undefined ? undefined : (JSON.parse(source) as Evidence['jsonLd']);
  } catch {
    return undefined;
  }
}

/** What a machine learns from the page of a record, and from the descriptions that it is led to. */
export function evidenceOf(page: Answer, descriptions: readonly Answer[]): Evidence {
  const html = page.body.toString('utf8');
  const meta = new Map<string, string[]>();
  for (const [tag] of html.matchAll(/<meta [^>]*>/gu)) {
    const [name, content] = [attribute(tag, 'name'), attribute(tag, 'content')];
    if (name !== undefined && content !== undefined) meta.set(name, [...(meta.get(name) ?? []), content]);
  }
  const header = (name: string) => String(page.headers[name] ?? '');
  return {
    status: page.status,
    isHidden: header('x-robots-tag').includes('noindex'),
    meta,
    links: linksIn(header('link')),
    jsonLd: described(html),
    described: descriptions
      .filter(({ status }) => status === 200)
      .map(({ headers }) => String(headers['content-type'])),
  };
}
