import { markdownOf, type Table, tableOf } from '../analysis';
import type { Machine } from '../evaluation';
import type { DriverReport } from '../tensorflow';

/** One thing that was tried on the device. Plain JSON. */
export interface DeviceCheck {
  name: string;
  /** `skipped` says in `measured` why. */
  status: 'passed' | 'failed' | 'skipped';
  measured: string;
  /** What would have passed, with its tolerance. */
  expected: string;
  /** The numbers behind the words. */
  numbers: Record<string, number | string | null>;
}

/** What `checkDevice` found, to be attached to a bug. Plain JSON. */
export interface DeviceReport {
  /** Of this format. */
  deviceReport: 1;
  /** ISO date and time of the start. */
  date: string;
  /** Of EfficientNet Lab. */
  version: string;
  machine: Machine;
  /** What the NVIDIA driver says, and what that means. */
  driver: DriverReport;
  /** Environment variables that change what is computed, or where. */
  environment: Record<string, string>;
  options: { quick: boolean; seconds: number; steps: number };
  checks: DeviceCheck[];
  notes: string[];
  /** Whether no check failed. */
  passed: boolean;
  seconds: number;
}

/** The checks as a table under a title that names device, library and verdict. */
export function deviceTable(report: DeviceReport): Table {
  const { machine, driver, checks } = report;
  const { device, cpu, tensorFlow } = machine;
  const place = device === 'gpu' ? (driver.gpus[0]?.name ?? 'a GPU') : cpu;
  const title = `Check of the ${device.toUpperCase()} ${place}, TensorFlow ${tensorFlow}: ${verdictOf(report)}`;
  const columns = (['name', 'status', 'measured', 'expected'] as const).map((key) => ({
    key,
    name: HEADINGS[key],
    kind: 'text' as const,
    value: (check: DeviceCheck) => check[key]
  }));
  return tableOf(title, columns, checks);
}

const HEADINGS = { name: 'Check', status: 'Result', measured: 'Measured', expected: 'Expected' };

function verdictOf({ checks }: DeviceReport): string {
  return (['passed', 'failed', 'skipped'] as const)
    .map((status) => ({ status, count: checks.filter((check) => check.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`)
    .join(', ');
}

/** The whole report as Markdown: machine, checks, numbers, notes. */
export function deviceMarkdown(report: DeviceReport): string {
  const { date, version, machine, driver, environment, options, checks, notes, seconds } = report;
  const gpus = driver.gpus.map(
    ({ name, driver: version, computeCapability, memoryBytes }) =>
      `${name}, driver ${version}, compute capability ${computeCapability.toFixed(1)}, ${gib(memoryBytes)}`
  );
  const facts: Array<[string, string]> = [
    ['EfficientNet Lab', version],
    ['Date', date],
    ['Device', machine.device.toUpperCase()],
    ['Processor', `${machine.cpu}, ${machine.cores} cores, ${gib(machine.memoryBytes)}, ${machine.system}`],
    ['GPUs', gpus.join('; ') || (driver.problem?.found ?? 'none')],
    ['TensorFlow', `${machine.tensorFlow}${machine.oneDnn ? ' with oneDNN' : ''}`],
    ['TensorFlow.js, Node', `${machine.tensorFlowJs}, ${machine.node}`],
    [
      'Environment',
      Object.entries(environment)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ') || 'nothing set'
    ],
    [
      'Options',
      Object.entries(options)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')
    ],
    ['Took', `${seconds.toFixed(0)} s`]
  ];
  const numbers = checks
    .filter((check) => Object.keys(check.numbers).length > 0)
    .map(
      (check) =>
        `- ${check.name}: ${Object.entries(check.numbers)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}`
    );
  return [
    '# Device check',
    '',
    ...facts.map(([name, value]) => `- ${name}: ${value}`),
    '',
    markdownOf(deviceTable(report)),
    '## Numbers',
    '',
    ...numbers,
    '',
    '## Notes',
    '',
    ...notes.map((note) => `- ${note}`),
    ''
  ].join('\n');
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
