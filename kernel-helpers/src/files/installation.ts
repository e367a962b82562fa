/** How this copy of the helpers came here: a remedy must name a command that its reader has. */

/** Whether a file lies among the packages that a wheel carries, rather than in a clone or an npm installation. */
export function isFromWheel(file: string): boolean {
  return /[\\/]efficientnet_lab[\\/]node[\\/]node_modules[\\/]/.test(file);
}

/** The commands, each as in a clone and where a wheel is installed. */
const COMMANDS = {
  doctor: ['npm run doctor', 'efficientnet-lab doctor'],
  checkDevice: ['npm run doctor -- --gpu', 'efficientnet-lab doctor --gpu'],
  buildBinding: ['npm run setup', 'efficientnet-lab doctor --build'],
  installTensorFlow: ['npm run setup', 'pip install "efficientnet-lab-core[cpu]"'],
  installForGpu: ['npm run setup -- --gpu', 'pip install "efficientnet-lab-core[gpu]"'],
  installPackages: ['npm run setup', 'pip install --force-reinstall --no-deps efficientnet-lab-core'],
  sweep: ['npm start -- --sweep', 'efficientnet-lab sweep']
} as const;

/** What mends this installation, or does what its name says there. @param file one of the helpers; default this one */
export function commandHere(name: keyof typeof COMMANDS, file: string = __filename): string {
  return COMMANDS[name][isFromWheel(file) ? 1 : 0];
}
