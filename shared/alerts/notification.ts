import type { Alert } from '../api/alert.ts';
import type { ClusterInfo } from '../api/cluster.ts';
import { escapeHtml } from '../mail/escape-html.ts';
import type { Mail } from '../mail/mailer.ts';
import type { Notice } from './episode-transitions.ts';
import type { HourCounts } from './hour-store.ts';

/** All that there is to say. */
export interface Notification {
  /** Of this very notification: the same however often it is sent. */
  readonly id: string;
  readonly notice: Notice | 'test';
  readonly alert: Alert;
  /** Where to look, in the console; null where none is known. */
  readonly link: string | null;
  readonly window: HourCounts;
  readonly windowHours: number;
  /** What goes wrong most. */
  readonly clusters: readonly ClusterInfo[];
}

const kinds: Readonly<Record<Alert['kind'], string>> = {
  'error-rate': 'too many errors',
  stale: 'no successful run',
  volume: 'an unusual number of records',
  quarantine: 'in quarantine',
  'pending-deletions': 'deletions wait for you',
};

/** A header takes one line; and what is longer is cut by every program that shows it. */
const longestSubject = 150;
const longestMessage = 300;

const oneLine = (text: string, longest: number): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return [...line].length <= longest ? line : `${[...line].slice(0, longest - 1).join('')}…`;
};

export function subjectOf({ notice, alert }: Notification): string {
  const what = { raised: kinds[alert.kind], resolved: `over: ${kinds[alert.kind]}`, test: 'a test of its alerts' }[
    notice
  ];
  return oneLine(`[Syncline] ${alert.integrationName}: ${what}`, longestSubject);
}

type Row = readonly [label: string, value: string];

const number = (count: number): string => count.toLocaleString('en-US');

function rowsOf({ alert, window, windowHours }: Notification): Row[] {
  return [
    ['Integration', oneLine(alert.integrationName, longestMessage)],
    ...(alert.raisedAt === null ? [] : [['Since', alert.raisedAt] as const]),
    ...(alert.resolvedAt === null ? [] : [['Until', alert.resolvedAt] as const]),
    [`Runs in ${windowHours} h`, `${number(window.runs)}, of which ${number(window.failedRuns)} failed`],
    [`Records in ${windowHours} h`, `${number(window.records)}, of which ${number(window.failedRecords)} failed`],
  ];
}

const clusterLine = ({ count, kind, code, stream, message }: ClusterInfo): string => {
  const what = kind === 'run' ? (count === 1 ? 'run' : 'runs') : count === 1 ? 'record' : 'records';
  return `${number(count)} ${what}${stream === null ? '' : ` of ${oneLine(stream, 80)}`}: ${code}: ${oneLine(message, longestMessage)}`;
};

/** What is to be done, unless it is over. */
const adviceOf = ({ notice, alert }: Notification): string =>
  notice === 'resolved' ? 'It is over; nothing is to be done.' : alert.advice;

export function mailOf(notification: Notification, to: readonly string[]): Mail {
  const { id } = notification;
  return { id, to, subject: subjectOf(notification), html: htmlOf(notification), text: textOf(notification) };
}

export function textOf(notification: Notification): string {
  const { alert, clusters, link } = notification;
  const lines = [
    oneLine(alert.summary, 1000),
    '',
    ...rowsOf(notification).map(([label, value]) => `${label}: ${value}`),
    ...(clusters.length > 0 ? ['', 'What goes wrong most:', ...clusters.map((one) => `- ${clusterLine(one)}`)] : []),
    '',
    adviceOf(notification),
    '',
    ...(link === null ? [] : [link, '']),
  ];
  return lines.join('\n');
}

function htmlOf(notification: Notification): string {
  const { alert, clusters, link } = notification;
  const e = escapeHtml;
  const rows = rowsOf(notification).map(
    ([label, value]) =>
      `<tr><td style="padding:2px 16px 2px 0;color:#555">${e(label)}</td><td style="padding:2px 0">${e(value)}</td></tr>`,
  );
  const worst = clusters.map((one) => `<li>${e(clusterLine(one))}</li>`);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>',
    e(subjectOf(notification)),
    '</title></head><body style="font:15px/1.5 system-ui,sans-serif;color:#111;max-width:640px">',
    `<p style="font-size:17px"><strong>${e(oneLine(alert.summary, 1000))}</strong></p>`,
    `<table role="presentation" style="border-collapse:collapse">${rows.join('')}</table>`,
    worst.length > 0 ? `<p>What goes wrong most:</p><ul>${worst.join('')}</ul>` : '',
    `<p>${e(adviceOf(notification))}</p>`,
    link === null ? '' : `<p><a href="${e(link)}">${e(link)}</a></p>`,
    '</body></html>',
  ].join('');
}

/** In Slack's own markup three characters mean something (docs.slack.dev, "Formatting message text"). */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A section's text may have 3,000 characters. */
const longestSection = 2900;

/** A body that Slack and what imitates it show, and that a program finds the alert in. */
export function webhookBodyOf(notification: Notification) {
  const { id, notice, alert, link } = notification;
  const text = `${subjectOf(notification)}: ${oneLine(alert.summary, 1000)}`;
  const sections = [
    `*${escapeSlack(subjectOf(notification))}*\n${escapeSlack(oneLine(alert.summary, 1000))}`,
    `${escapeSlack(adviceOf(notification))}${link === null ? '' : ` <${escapeSlack(link)}|Open in Syncline>`}`,
    ...notification.clusters.map((one) => `• ${escapeSlack(clusterLine(one))}`),
  ];
  return {
    text: escapeSlack(text),
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: oneSection(sections) } }],
    alert: { ...alert, notificationId: id, notice, link },
  };
}

const oneSection = (sections: readonly string[]): string => sections.join('\n').slice(0, longestSection);
