import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Message = Record<string, unknown> & { event: string; sequence: number; scan: Record<string, unknown> };

/** What the recorder really sent out of Sardana during the lab's standard set of scans. */
export function recordedMessages(): Message[] {
  return readFileSync(join(import.meta.dirname, '../../recorder/tests/messages.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);
}
export function recorded(serialno: number, event: string): Message {
  const found = recordedMessages().find((message) => message.scan['serialno'] === serialno && message.event === event);
  if (!found) throw new Error(`no ${event} of scan ${serialno} was recorded`);
  return found;
}
export const withScan = (message: Message, scan: object): Message => ({
  ...message,
  scan: { ...message.scan, ...scan },
});
