/** `GET /health`, as a load balancer reads it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dialRaw } from '../../helpers/raw-phone.ts';
import { startApp, type TestApp } from '../../helpers/start/start-app.ts';
import { settled } from '../../helpers/time/settled.ts';
import { ownTheClock } from '../../helpers/time/virtual-time.ts';

ownTheClock();
let server: TestApp;
beforeEach(async () => {
  server = await startApp();
});
afterEach(() => server.close());

const health = async () => {
  const { statusCode, body } = await server.app.inject('/health');
  return [statusCode, JSON.parse(body)];
};

describe('health', () => {
  it('is ok on a server that takes calls', async () => {
    expect(await health()).toEqual([200, { status: 'ok', calls: 0 }]);
  });

  // koala73/worldmonitor PR#1665
  it('is kept by no cache', async () => {
    for (const url of ['/health', '/', '/none', '/v1/calls/CA1'])
      expect((await server.app.inject(url)).headers['cache-control']).toBe('no-store');
  });

  it('counts the live calls', async () => {
    const phone = await dialRaw(server.mediaUrl);
    phone.connects();
    phone.starts();
    await settled();
    expect(await health()).toEqual([200, { status: 'ok', calls: 1 }]);
    phone.hangsUp();
    await settled();
    expect(await health()).toEqual([200, { status: 'ok', calls: 0 }]);
  });

  it('is 503 while the server drains, so that no new calls come', async () => {
    server.app.calls.draining = true;
    expect(await health()).toEqual([503, { status: 'draining', calls: 0 }]);
  });
});

// kubernetes/kubernetes#45438, fluxcd/flux-recv#21, smartcontractkit/chainlink#1357: a 404 at / takes a server out of service.
describe('the root', () => {
  const root = (accept?: string) => server.app.inject({ url: '/', headers: { ...(accept && { accept }) } });

  it('is health for the load balancers that ask there', async () => {
    for (const accept of [undefined, '*/*']) {
      const { statusCode, body } = await root(accept);
      expect([statusCode, JSON.parse(body)]).toEqual([200, { status: 'ok', calls: 0 }]);
    }
    expect((await server.app.inject({ method: 'HEAD', url: '/' })).statusCode).toBe(200);
    server.app.calls.draining = true;
    expect((await root()).statusCode).toBe(503);
  });

  it('leads a browser to the console', async () => {
    const { statusCode, headers } = await root('text/html,application/xhtml+xml,*/*;q=0.8');
    expect([statusCode, headers.location]).toEqual([302, '/console/']);
  });
});
