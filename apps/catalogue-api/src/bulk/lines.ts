import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is no dataset; without a limit one without an end would fill the memory. */
const LONGEST = 32 * 1024 * 1024;

/** The lines of a stream, read as fast as they are taken. (`readline` loses those that come before somebody listens.) */
export async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk));
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      yield text.slice(from, text[end - 1] === '\r' ? end - 1 : end);
      from = end + 1;
    }
    rest = text.slice(from);
    if (rest.length > LONGEST) throw new Error(`a line is longer than ${LONGEST} characters`);
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
