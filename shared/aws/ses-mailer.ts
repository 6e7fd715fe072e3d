import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mailer } from '../mail/mailer.ts';

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/**
 * Mail through SES. `from` is an address or `Name <address>`. SES names messages itself and knows no repetition, so the
 * mail's id goes along in a header: whoever gets a mail twice can tell.
 */
export function sesMailer(client: SESv2Client, from: string): Mailer {
  return {
    async send({ id, to, subject, html, text }) {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [...to] },
          Content: {
            Simple: {
              Subject: utf8(subject),
              Body: { Html: utf8(html), Text: utf8(text) },
              Headers: [
                { Name: 'X-Syncline-Notification', Value: id },
                // RFC 3834: keeps holiday notices from answering.
                { Name: 'Auto-Submitted', Value: 'auto-generated' },
              ],
            },
          },
        }),
      );
    },
  };
}
