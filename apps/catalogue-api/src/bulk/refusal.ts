import { SciZooError } from '@scizoo/domain';
import { errorAnswer } from '@scizoo/service-kit/nest';

/** Why one of many items was refused, in a sentence. @throws what is no refusal: the database is away, a fault of ours */
export function refusalOf(error: unknown): string {
  const { status, body } = errorAnswer(error);
  if (status >= 500) throw error;
  if (error instanceof SciZooError) return error.details.length > 0 ? error.details.join('; ') : error.message;
  return String(body['message']);
}

/** Runs the work for every item, so many at a time; the first error that is thrown ends it. */
export async function eachOf<T>(
  items: readonly T[],
  atATime: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, worker));
}
