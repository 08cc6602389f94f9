/** The body of an answer of another program, as long as it is no longer than it may be. @throws Error when it is */
export async function boundedText({ body }: Response, mostBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let [bytes, text] = [0, ''];
  for await (const chunk of body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > mostBytes) throw new Error(`the answer is longer than ${mostBytes} bytes`);
    text += decoder.decode(chunk as Uint8Array, { stream: true });
  }
  return text + decoder.decode();
}
