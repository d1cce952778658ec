export const engines: readonly { readonly name: string; readonly run: (count: number) => Promise<{ startsPerSecond: number; completionsPerSecond: number } | { unavailable: string }> }[] = [];
