import { test } from 'node:test';
import { databaseCases } from '@nl2sql/core/testing';
import { harness } from './csv-files.ts';

for (const { name, run } of databaseCases) test(name, { timeout: 60_000 }, () => run(harness));
