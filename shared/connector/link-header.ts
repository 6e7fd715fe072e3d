export type LinkTargets = { [relation: string]: { url: string; [parameter: string]: string } };

const linkValue = /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]*))?)*)/g;
const parameter = /;\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*)))?/g;

/**
 * The targets of a `Link` header (RFC 8288) by their relation, or by their address where they have none. The first of
 * several with the same relation wins, and a `rel` of several words stands for each of them.
 */
export function parseLinkHeader(header: string): LinkTargets {
  const links: LinkTargets = {};
  for (const [, target = '', parameters = ''] of header.matchAll(linkValue)) {
    const link: LinkTargets[string] = { url: target };
    for (const [, name = '', quoted, bare = ''] of parameters.matchAll(parameter)) {
      link[name.toLowerCase()] = quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1');
    }
    const relations = (link['rel'] ?? target).split(/\s+/).filter((relation) => relation !== '');
    for (const relation of relations) links[relation] ??= link;
  }
  return links;
}
