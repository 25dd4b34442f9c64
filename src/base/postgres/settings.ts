import { titleOf } from './processes.ts'

/** PostgreSQL settings by name, as `postgres -c name=value` takes them. */
export type Settings = Readonly<Record<string, string | number>>

export const port = 5432
export const ownerRole = 'kontor_owner'
export const databaseName = 'kontor'

/** Reached through one private socket only, and quiet when nothing happens. Commits always reach the disk. */
export function settingsOf(cluster: string, socketFolder: string): Settings {
  return {
    cluster_name: titleOf(cluster),
    listen_addresses: '',
    port,
    // A list: quoted, so that a comma or a quote in the path stays part of it.
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: 60,
    superuser_reserved_connections: 2,
    shared_buffers: '16MB',
    dynamic_shared_memory_type: 'mmap',
    huge_pages: 'off',
    jit: 'off',
    // The default keeps three reader processes alive for nothing.
    io_method: 'sync',
    max_worker_processes: 4,
    max_logical_replication_workers: 0,
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    wal_level: 'minimal',
    max_wal_senders: 0,
    wal_buffers: '1MB',
    min_wal_size: '32MB',
    max_wal_size: '512MB',
    checkpoint_timeout: '15min',
    autovacuum_naptime: '5min',
    bgwriter_delay: '10s',
    log_checkpoints: 'off',
    log_line_prefix: '',
    log_timezone: 'UTC',
    timezone: 'UTC',
  }
}

export function argumentsOf(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
