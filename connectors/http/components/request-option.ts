import { defineComponent } from '../manifest/component.ts';
import type { Fields } from '../manifest/fields.ts';
import type { InjectInto } from '../manifest/request-draft.ts';
import type { RequestOption } from '../manifest/request-option.ts';

const places: readonly InjectInto[] = ['request_parameter', 'header', 'body_json', 'body_data'];

export const requestOption = defineComponent({
  type: 'RequestOption',
  role: 'requestOption',
  reads: ['inject_into', 'field_name', 'field_path'],
  build: buildRequestOption,
});

/** The same, as where a page token goes. */
export const pageTokenRequestOption = defineComponent({
  type: 'RequestOption',
  role: 'pageTokenOption',
  reads: ['inject_into', 'field_name', 'field_path'],
  build: (fields) => ({ kind: 'option', option: buildRequestOption(fields) }),
});

function buildRequestOption(fields: Fields): RequestOption {
  const written = fields.required('inject_into', fields.text('inject_into'));
  const into = places.find((place) => place === written) ?? 'request_parameter';
  if (written !== undefined && into !== written) fields.problem('inject_into', `must be one of ${places.join(', ')}`);
  const name = fields.template('field_name');
  const path = fields.templates('field_path');
  if ((name === undefined) === (path.length === 0))
    fields.problem(null, 'needs either "field_name" or "field_path", not both');
  if (path.length > 0 && into !== 'body_json')
    fields.problem('field_path', 'is possible only with inject_into: body_json');
  const steps = name === undefined ? path : [name];
  return {
    into,
    inject: (draft, value, scope) =>
      draft.add(
        into,
        steps.map((step) => step.text(scope)),
        value,
      ),
  };
}
