import { describe, expect, it } from 'vitest';
import { columnFamily } from './column-family.ts';

describe('columnFamily', () => {
  it.each([
    ['VARCHAR(20)', 'text'],
    ["enum('pending','updated','int')", 'text'],
    ["set('a','b')", 'text'],
    ['timestamp with time zone', 'temporal'],
    ['INTERVAL', 'temporal'],
    ['POINT', 'structured'],
    ['MULTIPOINT', 'structured'],
    ['line', 'structured'],
    ['INTEGER', 'number'],
    ['tinyint(1)', 'number'],
    ['double precision', 'number'],
    ['bit(1)', 'boolean'],
    ['', 'any'],
  ])('takes %j for %s', (type, family) => {
    expect(columnFamily(type)).toBe(family);
  });
});
