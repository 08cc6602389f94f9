import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStream } from './event-stream';

describe('EventStream', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/none') return void response.writeHead(401).end('sign in');
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.write('event: hello\ndata: {"a":1}\n\n: ping\n\nid: 7\nevent: row\nda');
      setTimeout(() => response.write('ta: one\ndata: two\n\n'), 20);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('puts events together that come in pieces', async () => {
    const stream = await EventStream.open(url);
    expect(await stream.next(({ event }) => event === 'row')).toEqual({ event: 'row', id: '7', data: 'one\ntwo' });
    expect(stream.events[0]).toEqual({ event: 'hello', data: '{"a":1}' });
    expect(stream.comments).toBe(1);
    await expect(stream.next(({ event }) => event === 'gone', 30)).rejects.toThrow('no such event');
    await stream.close();
  });
  it('says why there is no stream', async () => {
    await expect(EventStream.open(`${url}/none`)).rejects.toThrow('401 sign in');
  });
});
