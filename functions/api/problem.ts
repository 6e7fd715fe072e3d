import { type Problem, type ProblemName, problemType, problemTypes } from '../../shared/api/problem.ts';

type Extensions = Partial<Pick<Problem, 'problems' | 'runId' | 'integrationId' | 'part' | 'known' | 'role' | 'state'>>;

/** Ends the request with this problem. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: ProblemName;
  readonly extensions: Extensions;

  constructor(problem: ProblemName, detail: string, extensions: Extensions = {}) {
    super(detail);
    this.problem = problem;
    this.extensions = extensions;
  }

  toBody(): Problem {
    const [status, title] = problemTypes[this.problem];
    return { type: problemType(this.problem), title, status, detail: this.message, ...this.extensions };
  }
}
