import { lookup as resolve } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const LARGEST = 512 * 1024;
const TIME_MS = 3000;

/** Addresses that are not of the public internet: this host, private networks, link-local, multicast, reserved. */
const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only the global unicast range is outside; without the ranges that carry IPv4 addresses or lead elsewhere. */
const outside6 = new BlockList();
outside6.addSubnet('2000::', 3, 'ipv6');
const tunnels6 = new BlockList();
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  tunnels6.addSubnet(net, bits, 'ipv6');

/** Whether a connection to this address would stay inside the facility. */
export function isInside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1];
  if (mapped !== undefined) return isInside(mapped);
  const family = isIP(address);
  if (family === 4) return inside.check(address, 'ipv4');
  return family !== 6 || !outside6.check(address, 'ipv6') || tunnels6.check(address, 'ipv6');
}

/** Resolves once and connects to exactly what was checked: a second answer of the name server has no chance. */
const outsideOnly: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return void done(error, '', 4);
    const [first] = addresses;
    if (!first || addresses.some(({ address }) => isInside(address)))
      return void done(new Error(`${host} is inside the facility`), '', 4);
    if (options.all) done(null, addresses);
    else done(null, first.address, first.family);
    return undefined;
  });
};

/**
 * The text under an address that a client of this API has named: plain GET, no redirects, bounded in size and time, never
 * to an address inside the facility unless the host is one of those allowed.
 * @throws Error that says why there is none
 */
export function fetchText(address: string, allowedHosts: readonly string[]): Promise<string> {
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('only http and https are fetched');
  if (url.username || url.password) throw new Error('addresses with a password are not fetched');
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const isAllowed = allowedHosts.some(
    (allowed) => allowed.toLowerCase() === host || allowed.toLowerCase() === url.host,
  );
  // A literal address is not looked up, so that it has to be checked here.
  if (!isAllowed && isIP(host) !== 0 && isInside(host)) throw new Error(`${host} is inside the facility`);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolved, rejected) => {
    const asked = request(url, {
      method: 'GET',
      headers: { accept: 'application/schema+json, application/json' },
      signal: AbortSignal.timeout(TIME_MS),
      agent: false,
      ...(!isAllowed && { lookup: outsideOnly }),
    });
    asked.on('error', rejected);
    asked.on('response', (response) => {
      const refuse = (why: string) => asked.destroy(new Error(why));
      if (response.statusCode !== 200) {
        refuse(`${url.host} answers ${response.statusCode}`);
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST) refuse('the schema is too large');
        else chunks.push(chunk);
      });
      response.on('error', rejected);
      response.on('end', () => resolved(Buffer.concat(chunks).toString('utf8')));
    });
    asked.end();
  });
}
