package dev.gapless.chaos;

import dev.gapless.standalone.suite.GaplessSuite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The database stands on a small file system of its own, and another process fills that to the last byte. When the
 * database gives up over it, it is started again every second, as a supervisor would.
 */
final class FullDisk implements SuiteFault {

    private static final String SIZE = "700m";
    private static final int BLOCK = 1 << 16;

    private final PostgresProcess postgres;
    private final AlarmProbe alarm = new AlarmProbe("gapless_database_failures_total{cause=\"disk-full\"");
    private boolean mounted;
    private long filled;

    FullDisk(PostgresProcess postgres) {
        this.postgres = postgres;
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        Files.createDirectories(postgres.home());
        HostCommands.run(
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
    public void strike(GaplessSuite suite) throws IOException {
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
    public void endure(GaplessSuite suite) throws IOException {
        if (postgres.postmaster().isEmpty()) {
            postgres.startAgain();
        }
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException {
        Files.deleteIfExists(filler());
        endure(suite);
    }

    private Path filler() {
        return postgres.home().resolve("other-process.bin");
    }

    @Override
    public void watch(GaplessSuite suite) throws IOException, InterruptedException {
        alarm.look(suite);
    }

    @Override
    public String injected() {
        return "the database's file system of %s was filled".formatted(SIZE);
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(FaultProof.counted("%,d bytes were written until it was full", filled), alarm.proof());
    }

    @Override
    public void end() throws IOException, InterruptedException {
        if (mounted) {
            mounted = false;
            HostCommands.run("umount", "-l", postgres.home().toString());
        }
    }
}
