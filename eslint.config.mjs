import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What the compiler does not see: promises that nobody awaits, and cases that nobody thought of. */
export default defineConfig(
  {
    ignores: [
      '**/lib/',
      'extension/efficientnet_lab/',
      'results/',
      'test/results/',
      // Checked where it becomes a view: test/browser/new-view.spec.ts.
      'setup/view-template/',
      '**/*.cjs',
      '**/*.mjs',
      '.*/'
    ]
  },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ['tsconfig.tests.json'], tsconfigRootDir: import.meta.dirname }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { disallowTypeAnnotations: false, fixStyle: 'inline-type-imports' }
      ],
      // A default says what happens to the rest, also to cases that are added later.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],

      // The compiler says it, without complaining of names that begin with _.
      '@typescript-eslint/no-unused-vars': 'off',
      // Lumino's and TensorFlow's functions need no `this`, which their types don't say: 93 findings, no mistake.
      '@typescript-eslint/unbound-method': 'off',
      // Assertions are redundant only until a dependency's types change: 95 findings, no mistake.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // A method is async for the interface that it has, and so that what it throws rejects.
      '@typescript-eslint/require-await': 'off',
      // Shapes, in messages, as JavaScript prints them.
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      // Helpers are CommonJS: what is heavy is loaded when it is first needed.
      '@typescript-eslint/no-require-imports': 'off',
      // JupyterLab's way to keep types beside a token.
      '@typescript-eslint/no-namespace': 'off',
      // We write no `any`; those of TensorFlow.js, JSON.parse and Vitest's matchers get a type where they are used.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off'
    }
  }
);
