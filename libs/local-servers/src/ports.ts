import { connect, createServer } from 'node:net';

/** Below those that systems hand out for outgoing connections: one of these could be taken until it is listened on. */
const [FIRST, LAST] = [20_000, 32_000] as const;
const TRIES = 200;
const handedOut = new Set<number>();

/** A port on 127.0.0.1 that nobody listens on, given to nobody else in this process. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (handedOut.has(port) || !(await canListen(port, '127.0.0.1'))) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error(`no port between ${FIRST} and ${LAST} is free`);
}

const canListen = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRNOTAVAIL'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** Whether somebody listens on this port, on 127.0.0.1 or on all addresses. */
export const isPortTaken = async (port: number, host = '127.0.0.1'): Promise<boolean> => !(await canListen(port, host));

export const answers = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
