import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** The instruction sets that decide how fast TensorFlow computes, as Linux names them, and how people write them. */
const INSTRUCTION_SETS = {
  avx: 'AVX',
  avx2: 'AVX2',
  fma: 'FMA',
  avx512f: 'AVX-512',
  avx512_vnni: 'AVX-512 VNNI',
  avx512_bf16: 'AVX-512 BF16',
  amx_bf16: 'AMX BF16',
  asimd: 'NEON',
  sve: 'SVE',
  bf16: 'BF16'
};

/**
 * The known instruction sets among Linux's processor flags.
 * @param {string} cpuinfo content of /proc/cpuinfo
 * @returns {string[]}
 */
export function instructionSets(cpuinfo) {
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1].split(/\s+/) ?? []);
  return Object.entries(INSTRUCTION_SETS)
    .filter(([flag]) => flags.has(flag))
    .map(([, name]) => name);
}

/** Name, cores, memory and instruction sets of this machine's processor, in one line. */
export function cpuDescription() {
  const sets = existsSync('/proc/cpuinfo') ? instructionSets(readFileSync('/proc/cpuinfo', 'utf8')) : [];
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB memory`;
  return [
    cpus()[0]?.model.trim() ?? process.arch,
    `${availableParallelism()} threads`,
    memory,
    sets.join(' ')
  ]
    .filter(Boolean)
    .join(', ');
}
