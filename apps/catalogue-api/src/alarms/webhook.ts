import { invalid, unavailable } from '@scizoo/domain';
import { createHmac } from 'node:crypto';

const TIMEOUT_MS = 10_000;

/**
 * Only hosts that the operators allow: an address typed by a user must not lead this program around the network.
 * @throws SciZooError `invalid` that says why not
 */
export function allowedWebhook(address: string, hosts: readonly string[]): URL {
  if (!URL.canParse(address)) throw invalid('The address of the webhook cannot be read');
  const url = new URL(address);
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid('A webhook is called by http or https');
  if (url.username !== '' || url.password !== '') throw invalid('The address of a webhook holds no password');
  if (!allowed.has(url.host) && !allowed.has(url.hostname))
    throw invalid(`${url.host} is not among the hosts that may be called: ALARM_WEBHOOK_HOSTS`);
  return url;
}

/** `t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">`: the receiver checks both, so that nobody plays it back later. */
export function signatureOf(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** @throws SciZooError when it was not taken; what the other side says is not passed on */
export async function callWebhook(url: URL, secret: string, body: string): Promise<void> {
  const signature = signatureOf(secret, body, Math.floor(Date.now() / 1000));
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-scizoo-signature': signature },
      body,
      // A redirect could lead to a host that is not allowed.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    status = response.status;
    await response.body?.cancel();
  } catch (cause) {
    throw unavailable(`${url.host} does not answer`, cause);
  }
  if (status < 200 || status > 299) throw unavailable(`${url.host} answers ${status}`);
}
