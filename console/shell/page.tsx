import type { BreadcrumbGroupProps } from '@cloudscape-design/components/breadcrumb-group';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useHref } from 'react-router';
import { useFollow } from '../routing/use-follow.ts';
import { useBreadcrumbsPlace } from './breadcrumbs-place.ts';

export interface Crumb {
  readonly text: string;
  /** A path of the console. */
  readonly to: string;
}

interface Props {
  readonly title: string;
  /** The pages above this one, outermost first. */
  readonly crumbs?: readonly Crumb[];
  readonly description?: ReactNode;
  /** Beside the title, such as a status. */
  readonly info?: ReactNode;
  readonly actions?: ReactNode;
  /** Whether the content brings the page's heading with it, as a list that is all of the page does. */
  readonly isHeaded?: boolean;
  readonly children: ReactNode;
}

const noCrumbs: readonly Crumb[] = [];

/** A page of the console: title, the way back to what is above it, and its content. */
export function Page({ title, crumbs = noCrumbs, description, info, actions, isHeaded, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Syncline`;
  }, [title]);
  return (
    <>
      <Breadcrumbs crumbs={crumbs} title={title} />
      <ContentLayout
        header={
          isHeaded !== true && (
            <Header variant="h1" description={description} info={info} actions={actions}>
              {title}
            </Header>
          )
        }
      >
        <SpaceBetween size="l">{children}</SpaceBetween>
      </ContentLayout>
    </>
  );
}

/** Stand in the shell, above everything; each page says what is in them. */
function Breadcrumbs({ crumbs, title }: { readonly crumbs: readonly Crumb[]; readonly title: string }) {
  const follow = useFollow();
  const root = useHref('/').replace(/\/$/, '');
  const place = useBreadcrumbsPlace();
  if (place === null || crumbs.length === 0) return null;
  const items: BreadcrumbGroupProps.Item[] = crumbs.map(({ text, to }) => ({ text, href: root + to }));
  return createPortal(
    <BreadcrumbGroup items={[...items, { text: title, href: '#' }]} ariaLabel="Breadcrumbs" onFollow={follow} />,
    place,
  );
}
