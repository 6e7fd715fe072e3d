/** Synthesizes the cloud assembly: into the directory that the cdk CLI or SYNCLINE_CDK_OUT names, else into `cdk.out`. */
import { synthesize } from './synthesize.ts';

const directory = process.env['CDK_OUTDIR'] ?? process.env['SYNCLINE_CDK_OUT'] ?? 'cdk.out';

console.log(synthesize(directory, { validate: true, bundle: true }).templatePath);
