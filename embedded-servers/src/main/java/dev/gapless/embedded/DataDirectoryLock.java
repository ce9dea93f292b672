package dev.gapless.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process out of a data directory. The operating system frees it with the process, however that ends.
 */
final class DataDirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DataDirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DataDirectoryLock take(Path directory) throws IOException {
        Path file = directory.resolve("in-use.lock");
        Path holder = directory.resolve("in-use.pid");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            String pid = Files.exists(holder) ? Files.readString(holder).strip() : "unknown";
            throw new DirectoryInUseException(
                    "%s is in use by process %s: stop that one, or choose another directory".formatted(directory, pid));
        }
        String pid = Long.toString(ProcessHandle.current().pid());
        Files.writeString(holder, pid);
        return new DataDirectoryLock(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
