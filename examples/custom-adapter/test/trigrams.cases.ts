import { test } from 'node:test';
import { embedderCases } from '@nl2sql/core/testing';
import { trigrams } from '../src/trigrams.ts';

for (const { name, run } of embedderCases) test(name, { timeout: 30_000 }, () => run({ create: trigrams }));
