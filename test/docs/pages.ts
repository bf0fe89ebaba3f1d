import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file))
    .sort();

/** Every page that people read, below the root. */
export const pages = ['README.md', 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('examples')];
/** Those whose programs and commands are run. */
export const integrationPages = pagesIn('docs/integrations');

export const read = (page: string): string => readFileSync(join(root, page), 'utf8');

export interface Block {
  readonly page: string;
  /** What stands behind the language: what the block is. */
  readonly about: string;
  readonly text: string;
}

/** The page's blocks of a language, without the indentation that they have within a list. */
export const blocksOf = (page: string, language: string): Block[] =>
  [...read(page).matchAll(/^( *)```(\w+)(?: ([^\n]+))?\n([\s\S]*?)^ *```$/gm)]
    .filter(([, , found]) => found === language)
    .map(([, indent = '', , about = '', text = '']) => ({
      page,
      about,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }));
