import type { ServerResponse } from 'node:http';
import type { PieceMemory } from './piece-memory';

class ClientLeft extends Error {}

/** Resolves when the system has taken the piece, and nothing of it is needed any more. */
function written(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    const left = () => failed(new ClientLeft());
    response.once('close', left);
    response.write(piece, (error) => {
      response.off('close', left);
      if (error) left();
      else done();
    });
  });
}

/**
 * One piece is on its way while the next is made. A fault of the pieces breaks the connection: the client sees that it has
 * not got everything. Pieces are given back to the memory as soon as they are out.
 * @returns the fault, if there was one; a client may leave
 */
export async function sendPieces(
  response: ServerResponse,
  pieces: AsyncIterable<Buffer>,
  memory: PieceMemory,
): Promise<unknown> {
  let onItsWay = Promise.resolve();
  try {
    for await (const piece of pieces) {
      await onItsWay;
      onItsWay = written(response, piece).then(() => memory.giveBack(piece));
      // Heard of before the next piece goes.
      onItsWay.catch(() => undefined);
    }
    await onItsWay;
    response.end();
    return undefined;
  } catch (error) {
    response.destroy();
    return error instanceof ClientLeft ? undefined : error;
  }
}
