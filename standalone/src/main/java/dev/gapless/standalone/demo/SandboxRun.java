package dev.gapless.standalone.demo;

import dev.gapless.standalone.suite.SuiteHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox with a few accounts, a little history and a steady trickle of events, until it is closed. */
public final class SandboxRun implements AutoCloseable {

    private static final long SEED = 11;
    private static final int HISTORY_DAYS = 2;
    private static final int HISTORY_ITEMS = 60;

    private final SandboxProcess sandbox;
    private final List<Path> credentials;

    private SandboxRun(SandboxProcess sandbox, List<Path> credentials) {
        this.sandbox = sandbox;
        this.credentials = credentials;
    }

    /**
     * Returns when both paths are open and the credentials are written.
     *
     * @param port 1 to 65,535, or 0 for any that is free
     * @param rate events a second over all accounts, 0 to 100,000
     * @throws IOException when the sandbox cannot start, for example because the port is taken
     */
    public static SandboxRun start(SuiteHome home, int port, int accounts, int rate)
            throws IOException, InterruptedException {
        SandboxProcess sandbox =
                SandboxProcess.open(home, new SandboxWorld(SEED, accounts, HISTORY_DAYS, HISTORY_ITEMS, rate), port);
        try {
            List<Path> credentials = new ArrayList<>();
            for (SandboxClient.Account account : sandbox.client().accounts()) {
                credentials.add(write(home.sandbox().resolve(account.id() + ".credential"), account.credential()));
            }
            sandbox.client().generator(true, rate);
            return new SandboxRun(sandbox, credentials);
        } catch (IOException | InterruptedException | RuntimeException e) {
            sandbox.close();
            throw e;
        }
    }

    private static Path write(Path file, String credential) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, credential);
    }

    /**
     * Plans a fault of the sandbox that runs in this data directory.
     *
     * @param kind as the sandbox names it, such as {@code drop-socket}
     * @param account its id, or {@code *} for all
     * @throws IOException when no sandbox runs there, or when it refuses the fault
     */
    public static void plan(SuiteHome home, String kind, String account, int count, Duration duration)
            throws IOException, InterruptedException {
        Path record = home.sandbox().resolve("sandbox.json");
        if (!Files.exists(record)) {
            throw new IOException(
                    "no sandbox was started in %s; start it with: ./gapless sandbox".formatted(home.directory()));
        }
        String url = JsonMapper.shared()
                .readTree(Files.readString(record))
                .get("url")
                .asString();
        new SandboxClient(url, home.secret("sandbox-truth.token"))
                .plan(JsonMapper.shared()
                        .createObjectNode()
                        .put("kind", kind)
                        .put("account", account)
                        .put("count", count)
                        .put("duration", duration.toSeconds() + "s")
                        .toString());
    }

    /** The base address of both paths. */
    public String url() {
        return sandbox.client().url();
    }

    /** A file for each account, readable by its owner only. */
    public List<Path> credentials() {
        return credentials;
    }

    /** Ends the sandbox; its data stays. */
    @Override
    public void close() {
        sandbox.close();
    }
}
