package dev.gapless.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The database stands on a small file system of its own, and somebody else fills that to the last byte. When the
 * database gives up over it, it is started again every second, as whoever supervises it would.
 */
final class FullDisk implements HostFault {

    private static final String SIZE = "700m";
    private static final int BLOCK = 1 << 16;

    private final PostgresProcess postgres;
    private boolean mounted;
    private long filled;

    FullDisk(PostgresProcess postgres) {
        this.postgres = postgres;
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Files.createDirectories(postgres.home());
        Commands.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + SIZE + ",mode=700",
                "tmpfs",
                postgres.home().toString());
        mounted = true;
    }

    @Override
    public void strike() throws IOException {
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // that is the end of the disk
            filled = Files.size(filler());
        }
    }

    @Override
    public void endure() throws IOException {
        if (postgres.postmaster().isEmpty()) {
            postgres.startAgain();
        }
    }

    @Override
    public void heal() throws IOException {
        Files.deleteIfExists(filler());
        endure();
    }

    private Path filler() {
        return postgres.home().resolve("somebody-elses.bin");
    }

    @Override
    public long fired() {
        return filled / BLOCK;
    }

    @Override
    public void end() throws IOException, InterruptedException {
        if (mounted) {
            mounted = false;
            Commands.run("umount", "-l", postgres.home().toString());
        }
    }
}
