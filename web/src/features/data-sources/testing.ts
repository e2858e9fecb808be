import type { DataSourceColumn, SharedDataSource } from '@/api/data-sources'

export function column(name: string, change: Partial<DataSourceColumn> = {}): DataSourceColumn {
  return { name, description: '', type: 'STRING', class: 'LOW', role: 'DIMENSION', ...change }
}

/** A table that one instance has. */
export function table(name: string, change: Partial<SharedDataSource> = {}): SharedDataSource {
  return {
    name,
    category: 'Amazon DSP',
    description: '',
    kind: 'FACT',
    paid: false,
    deprecated: false,
    audienceOnly: false,
    uploaded: false,
    declared: false,
    columns: [],
    instanceIds: ['ins_1'],
    ...change,
  }
}
