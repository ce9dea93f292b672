package dev.gapless.sandbox.truth;

import dev.gapless.sandbox.world.ItemVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * The truth, one line a version or an exposure. A line is handed to the operating system before this returns, so it
 * survives a kill of this process. An incomplete last line after a kill is cut off at the next start. No reader has
 * been shown its content. A crash of the whole machine may cost what was written since the last {@link #flush}.
 *
 * <p>Versions are not kept in memory but read back from the file.
 */
public final class TruthLog implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;
    private final FileChannel file;
    private final TruthFileOffsets offsets;
    private final ExposureLog exposures;
    private final boolean fresh;
    private long end;
    private boolean dirty;

    private TruthLog(
            Path path,
            FileChannel lock,
            FileChannel file,
            TruthFileOffsets offsets,
            ExposureLog exposures,
            boolean fresh,
            long end) {
        this.path = path;
        this.lock = lock;
        this.file = file;
        this.offsets = offsets;
        this.exposures = exposures;
        this.fresh = fresh;
        this.end = end;
    }

    /**
     * Opens the truth, or begins a new one beside {@code path}, which takes that name with {@link #settle}. So a
     * history that a kill left incomplete is not used.
     *
     * @param restore gets the versions of earlier runs
     * @throws IOException also when another process has it open, or when a line other than the last is damaged
     */
    public static TruthLog open(Path path, Consumer<ItemVersion> restore) throws IOException {
        FileChannel lock = TruthDirectoryLock.take(path.resolveSibling("lock"));
        try {
            TruthFileOffsets offsets = new TruthFileOffsets();
            ExposureLog exposures = new ExposureLog();
            if (!Files.exists(path)) {
                FileChannel file = FileChannel.open(
                        making(path),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                return new TruthLog(path, lock, file, offsets, exposures, true, 0);
            }
            long end = new TruthReplay(offsets, exposures, restore).read(path);
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            file.truncate(end);
            file.position(end);
            return new TruthLog(path, lock, file, offsets, exposures, false, end);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Path making(Path path) {
        return path.resolveSibling(path.getFileName() + ".making");
    }

    /** Says that the past is complete; to be called before any path opens. */
    public void settle() throws IOException {
        file.force(true);
        if (fresh) {
            Files.move(making(path), path, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    public synchronized void append(ItemVersion version) {
        if (version.seq() != offsets.count() + 1) {
            throw new IllegalStateException("seq: %d (expected: %d)".formatted(version.seq(), offsets.count() + 1));
        }
        long at = end;
        write(version.toLine() + "\n");
        offsets.add(at);
    }

    /** Notes that these are shown; once a version and path. */
    public synchronized void exposed(List<ItemVersion> versions, ExposurePath path) {
        StringBuilder lines = new StringBuilder();
        for (ItemVersion version : versions) {
            if (exposures.add(version.seq(), path)) {
                lines.append("{\"exposed\":%d,\"path\":\"%s\"}\n".formatted(version.seq(), path.wire()));
            }
        }
        write(lines.toString());
    }

    private void write(String lines) {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        int length = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes, end + length - bytes.remaining());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the truth cannot be written, so nothing may be shown", e);
        }
        end += length;
        dirty = dirty || length > 0;
    }

    /** Has the disk take what was written; does nothing when nothing was. Does not hold up those who write. */
    public void flush() throws IOException {
        boolean needed;
        synchronized (this) {
            needed = dirty && file.isOpen();
            dirty = false;
        }
        if (needed) {
            file.force(false);
        }
    }

    /** The versions after {@code after}, at most {@code limit}, as the truth's interface shows them: one a line. */
    public synchronized String lines(long after, int limit) throws IOException {
        if (after >= offsets.count()) {
            return "";
        }
        long from = offsets.of(after + 1, end);
        ByteBuffer chunk = ByteBuffer.allocate(Math.toIntExact(offsets.of(after + 1 + limit, end) - from));
        while (chunk.hasRemaining() && file.read(chunk, from + chunk.position()) >= 0) {
            // the file may give less than was asked for
        }
        StringBuilder shown = new StringBuilder(chunk.position() + limit * 48);
        long seq = after;
        for (String line : new String(chunk.array(), 0, chunk.position(), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            if (line.startsWith("{\"seq\":")) {
                seq++;
                shown.append(line, 0, line.length() - 1)
                        .append(",\"exposedLive\":")
                        .append(exposures.has(seq, ExposurePath.LIVE))
                        .append(",\"exposedHttp\":")
                        .append(exposures.has(seq, ExposurePath.HTTP))
                        .append("}\n");
            }
        }
        return shown.toString();
    }

    public synchronized long count() {
        return offsets.count();
    }

    @Override
    public synchronized void close() throws IOException {
        file.force(false);
        file.close();
        lock.close();
    }
}
