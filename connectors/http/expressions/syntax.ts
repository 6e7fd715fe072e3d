import { parse, tokenize } from '@huggingface/jinja';

/** The nodes of a parsed template; the parser's package has them as classes but exports none of their types. */
export type Syntax =
  | { type: 'IntegerLiteral' | 'FloatLiteral'; value: number }
  | { type: 'StringLiteral'; value: string }
  | { type: 'ArrayLiteral' | 'TupleLiteral'; value: Syntax[] }
  | { type: 'ObjectLiteral'; value: Map<Syntax, Syntax> }
  | { type: 'Identifier'; value: string }
  | { type: 'MemberExpression'; object: Syntax; property: Syntax; computed: boolean }
  | { type: 'SliceExpression'; start?: Syntax; stop?: Syntax; step?: Syntax }
  | { type: 'CallExpression'; callee: Syntax; args: Syntax[] }
  | { type: 'KeywordArgumentExpression'; key: { value: string }; value: Syntax }
  | { type: 'FilterExpression'; operand: Syntax; filter: Syntax }
  | { type: 'TestExpression'; operand: Syntax; negate: boolean; test: { value: string } }
  | { type: 'BinaryExpression'; operator: { value: string }; left: Syntax; right: Syntax }
  | { type: 'UnaryExpression'; operator: { value: string }; argument: Syntax }
  | { type: 'Ternary'; condition: Syntax; trueExpr: Syntax; falseExpr: Syntax }
  | { type: 'SelectExpression'; lhs: Syntax; test: Syntax }
  | { type: 'If'; test: Syntax; body: Syntax[]; alternate: Syntax[] }
  | { type: 'For'; loopvar: Syntax; iterable: Syntax; body: Syntax[]; defaultBlock: Syntax[] }
  | { type: 'Set'; assignee: Syntax; value: Syntax | null; body: Syntax[] }
  | { type: 'Comment' }
  | { type: 'Macro' | 'CallStatement' | 'FilterStatement' | 'Break' | 'Continue' }
  | { type: 'SpreadExpression' | 'KeywordSpreadExpression' };

export type SyntaxOf<T extends Syntax['type']> = Extract<Syntax, { type: T }>;

/**
 * The parts of a Jinja template: texts (as StringLiteral), expressions and statements. Throws Error where it is none.
 */
export function parseTemplate(source: string): Syntax[] {
  return parse(tokenize(source)).body as unknown as Syntax[];
}
