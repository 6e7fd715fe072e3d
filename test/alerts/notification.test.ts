import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookPoster } from '../../shared/alerts/webhook.ts';
import { ClusterBuilder } from '../../shared/clusters/cluster-builder.ts';
import { defaultAlertSettings } from '../../shared/integrations/alert-settings.ts';
import { type AlertServices, type AlertWorld, createAlertWorld, minute, startAlertServices } from './alert-world.ts';

let services: AlertServices;
let world: AlertWorld;

beforeAll(async () => {
  services = await startAlertServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  services.hookAnswers(200);
  services.posted.length = 0;
  world = await createAlertWorld(services, {
    webhook: 'http://127.0.0.1/…',
    sealedWebhook: `sealed ${services.hookUrl}`,
  });
});

const hostile = `</td><script>alert("1")</script>&amp;'"\r\nBcc: all@example.com`;

async function failWith(messages: Record<string, number>): Promise<void> {
  const builder = new ClusterBuilder('contacts');
  for (const [message, count] of Object.entries(messages)) {
    for (let n = 0; n < count; n++) {
      const base = { name: null, page: 1, action: 'SKIP', status: 'ERROR', code: 'chunk_failed' } as const;
      builder.add({ ...base, message, externalId: `${message}-${n}` });
    }
  }
  const { org, integrationId, now } = world;
  const run = { org, integrationId, runId: ulid(now()), endedAt: new Date(now()).toISOString() };
  await world.deps.clusters.note(run, 'contacts', builder.clusters(), now() / 1000 + 86_400);
  await world.closes({ outcome: 'PARTIAL', failed: 50 });
  world.later(10 * minute);
  await world.watch();
}

const onlyMail = async () => {
  const [mail, ...more] = await services.mails(world.email);
  if (!mail || more.length > 0) throw new Error('There is not exactly one mail.');
  return mail;
};

describe('a mail', () => {
  it('has the numbers, what goes wrong most, what to do and a link, as text and as HTML', async () => {
    await failWith({ 'no space': 7, 'no name': 5, 'no mail': 3, 'no luck': 1 });
    const { body, from, headers } = await onlyMail();
    expect(from).toBe('Syncline <alerts@syncline.example>');
    expect(headers).toContainEqual({ name: 'Auto-Submitted', value: 'auto-generated' });
    expect(body.text).toBe(
      [
        '50 % of the records (50 of 100) failed within 24 hours.',
        '',
        'Integration: CRM',
        'Since: 2026-03-02T08:20:00.000Z',
        'Runs in 24 h: 1, of which 0 failed',
        'Records in 24 h: 100, of which 50 failed',
        '',
        'What goes wrong most:',
        '- 7 records of contacts: chunk_failed: no space',
        '- 5 records of contacts: chunk_failed: no name',
        '- 3 records of contacts: chunk_failed: no mail',
        '',
        'Look at what fails most; mend it at the source or in the settings, then start the run again.',
        '',
        `https://console.example/integrations/${world.integrationId}`,
        '',
      ].join('\n'),
    );
    for (const part of [
      '50 % of the records',
      '100, of which 50 failed',
      'no space',
      'href="https://console.example/',
    ]) {
      expect(body.html).toContain(part);
    }
    expect(body.html).not.toContain('no luck');
  });

  it('takes no markup and no header from names and messages', async () => {
    await world.change({ name: `CRM${hostile}` });
    await failWith({ [hostile]: 3 });
    const { subject, body } = await onlyMail();
    expect(subject).not.toMatch(/[\r\n]/);
    expect(body.html).not.toContain('<script');
    expect(body.html).not.toMatch(/&amp;(?!amp;|quot;|lt;|gt;|#39;)[a-z]+;/);
    expect(body.html).toContain('&lt;script&gt;alert(&quot;1&quot;)');
    // Its own elements, and no other.
    expect(new Set([...body.html.matchAll(/<(\w+)/g)].map(([, name]) => name))).toEqual(
      new Set(['html', 'head', 'meta', 'title', 'body', 'p', 'strong', 'table', 'tr', 'td', 'ul', 'li', 'a']),
    );
  });

  it('takes none from what a source says either', async () => {
    await world.closes({ outcome: 'FAILED', unchanged: 0, error: { code: 'http_401', message: hostile } });
    const { body, subject } = await onlyMail();
    expect(subject).toBe('[Syncline] CRM: in quarantine');
    expect(body.html).toContain('&lt;script&gt;');
    expect(body.html).not.toContain('<script');
    expect(body.text).toContain(' Bcc: all@example.com');
    expect(body.text).not.toMatch(/^Bcc/m);
  });

  it('has no link where no console is known', async () => {
    Object.assign(world.deps, { consoleUrl: null });
    await failWith({ 'no space': 1 });
    const { body } = await onlyMail();
    expect(body.html).not.toContain('<a ');
    expect(body.text).not.toContain('http');
  });

  it('that it is over tells from when to when, and asks for nothing', async () => {
    world.pending.push({ stream: 'contacts', count: 400 });
    await world.closes();
    world.pending.length = 0;
    world.later(minute);
    await world.watch();
    const [, last] = await services.mails(world.email);
    expect(last?.body.text).toContain('Since: 2026-03-02T08:10:00.000Z\nUntil: 2026-03-02T08:11:00.000Z\n');
    expect(last?.body.text).toContain('It is over; nothing is to be done.');
    expect(last?.body.text).not.toContain('Approve');
  });
});

describe('a webhook', () => {
  it('gets what Slack shows and what programs read, with markup escaped', async () => {
    await world.change({ name: 'CRM <!channel> & co' });
    await failWith({ 'no <b>space</b>': 7 });
    expect(services.posted).toEqual([
      {
        key: expect.stringMatching(/-raised$/),
        body: {
          text: '[Syncline] CRM &lt;!channel&gt; &amp; co: too many errors: 50 % of the records (50 of 100) failed within 24 hours.',
          blocks: [{ type: 'section', text: { type: 'mrkdwn', text: expect.stringContaining('&lt;b&gt;space') } }],
          alert: expect.objectContaining({
            kind: 'error-rate',
            notice: 'raised',
            integrationName: 'CRM <!channel> & co',
          }),
        },
      },
    ]);
    expect(await world.alert('error-rate')).toMatchObject({ notified: ['email', 'webhook', 'event'] });
  });

  it('is tried three times, under one id; then the alert says so, without the secret part of the address', async () => {
    services.hookAnswers(503);
    await failWith({ 'no space': 1 });
    expect(services.posted).toHaveLength(3);
    expect(new Set(services.posted.map(({ key }) => key)).size).toBe(1);
    const { undelivered, notified } = (await world.alert('error-rate')) ?? {};
    expect(notified).toEqual(['email', 'event']);
    expect(undelivered).toEqual([
      { channel: 'webhook', reason: expect.stringMatching(/^http:\/\/127.* answered 503\.$/) },
    ]);
    expect(JSON.stringify(undelivered)).not.toContain('s3cret');

    services.hookAnswers(200);
    world.later(10 * minute);
    await world.watch();
    expect(await world.alert('error-rate')).toMatchObject({ undelivered: [], notified: ['email', 'webhook', 'event'] });
    expect(await world.subjects()).toHaveLength(1);
  });

  it.each([302, 307, 400, 404])('that answers %i is not asked again, and not followed anywhere', async (status) => {
    services.hookAnswers(status);
    const send = webhookPoster({ onLoopback: true, pauseMs: 1 })(services.hookUrl, 'id', { text: '', alert: {} });
    await expect(send).rejects.toThrow(`answered ${status}`);
    expect(services.posted).toHaveLength(1);
  });

  it('that nobody answers is an error that says so', async () => {
    const send = webhookPoster({ onLoopback: true, pauseMs: 1, tries: 1 })('http://127.0.0.1:1/x', 'id', {});
    await expect(send).rejects.toThrow('could not be reached (ECONNREFUSED)');
  });

  it.each([
    'https://127.0.0.1/x',
    'https://localhost/x',
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://10.1.2.3/x',
    'https://172.31.0.1/x',
    'https://192.168.1.1/x',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/x',
    'https://[fd00:ec2::254]/x',
    'https://[fe80::1]/x',
    'https://0/x',
    'https://2130706433/x',
  ])('never leads from the cloud to %s', async (url) => {
    const send = webhookPoster({ onLoopback: false, pauseMs: 1 })(url, 'id', {});
    await expect(send).rejects.toThrow(
      /is not an address on the internet|leads to an address that is not on the internet/,
    );
  });

  it('takes http only for programs of the same machine, and only there', async () => {
    const send = (onLoopback: boolean, url: string) => webhookPoster({ onLoopback, pauseMs: 1 })(url, 'id', {});
    await expect(send(false, 'http://hooks.example/x')).rejects.toThrow('is not https');
    await expect(send(true, 'http://hooks.example/x')).rejects.toThrow('is not https');
    await expect(send(false, services.hookUrl)).rejects.toThrow('is not an address on the internet');
    await expect(send(true, 'https://10.1.2.3/x')).rejects.toThrow('is not an address on the internet');
    await expect(send(true, services.hookUrl)).resolves.toBeUndefined();
  });
});

it('keeps of the settings of a webhook only where it leads', () => {
  expect(defaultAlertSettings).toMatchObject({ webhook: null, sealedWebhook: null });
});
