/** A file that was opened before. */
export interface RecentFile {
  readonly path: string;
  readonly title: string;
}

const most = 8;

/** Settings are read only when somebody asks: the library costs more to load than the whole first picture. */
async function settings() {
  const { default: Conf } = await import('conf');
  return new Conf<{ recent: RecentFile[] }>({ projectName: 'hakoniwa', projectSuffix: '', defaults: { recent: [] } });
}

/** Files opened before, the last one first; none when the settings cannot be read. */
export async function recentFiles(): Promise<readonly RecentFile[]> {
  try {
    const { store } = await settings();
    return Array.isArray(store.recent) ? store.recent.filter(isRecent) : [];
  } catch {
    return [];
  }
}

function isRecent(value: unknown): value is RecentFile {
  const { path, title } = (value ?? {}) as Partial<RecentFile>;
  return typeof path === 'string' && typeof title === 'string';
}

/** Remembers a file; that it cannot be written is no reason to bother anybody. */
export async function rememberFile(file: RecentFile): Promise<void> {
  try {
    const conf = await settings();
    const others = (await recentFiles()).filter((each) => each.path !== file.path);
    conf.set('recent', [file, ...others].slice(0, most));
  } catch {
    // As above.
  }
}
