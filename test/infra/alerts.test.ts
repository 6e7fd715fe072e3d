import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { SynclineStack } from '../../infra/syncline-stack.ts';
import { createApp } from '../../infra/synthesize.ts';
import { temporaryDirectory } from './synthesized.ts';

function synthesizedWith(context: Readonly<Record<string, string>>): Template {
  const app = createApp(temporaryDirectory(), { validate: false, bundle: false });
  for (const [name, value] of Object.entries(context)) app.node.setContext(name, value);
  return Template.fromStack(new SynclineStack(app, 'Syncline'));
}

const sending = (template: Template) =>
  Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, { Properties }]) =>
    Properties.PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) => Action === 'ses:SendEmail').map(
      ({ Resource }: { Resource: unknown }) => [/(.*)Role/.exec(id)?.[1], JSON.stringify(Resource)],
    ),
  );

const variables = (template: Template, name: string) =>
  Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment.Variables[name])
    .filter((value) => value !== undefined);

describe('mail', () => {
  it('is sent by three functions, as the address of the context and as nobody else', () => {
    const template = synthesizedWith({
      mailFrom: 'Syncline <alerts@example.com>',
      consoleDomain: 'console.example',
      consoleCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/some-id',
    });
    const allowed = sending(template);
    expect(allowed.map(([id]) => id).toSorted()).toEqual(['AlertsRunClosed', 'AlertsWatchIntegrations', 'Api']);
    for (const [, resource] of allowed) {
      expect([...String(resource).matchAll(/:identity\/([^"]+)/g)].map(([, identity]) => identity)).toEqual([
        'alerts@example.com',
        'example.com',
      ]);
    }
    expect(new Set(variables(template, 'MAIL_FROM'))).toEqual(new Set(['Syncline <alerts@example.com>']));
    expect(new Set(variables(template, 'CONSOLE_URL'))).toEqual(new Set(['https://console.example']));
  });

  it('is off without an address', () => {
    const template = synthesizedWith({});
    expect(sending(template)).toEqual([]);
    expect(variables(template, 'MAIL_FROM')).toEqual(['', '', '']);
  });

  it.each(['nobody', 'Syncline alerts@example.com', 'a@b', '<alerts@example.com'])('is not from "%s"', (mailFrom) => {
    expect(() => synthesizedWith({ mailFrom })).toThrow('give an address, or Name <address>');
  });
});

it('lets webhooks of a deployment lead to the internet only', () => {
  expect(new Set(variables(synthesizedWith({}), 'WEBHOOK_REACH'))).toEqual(new Set(['internet']));
});
