package dev.gapless.standalone.suite;

import dev.gapless.embedded.LoopbackPorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;

/**
 * The port of each part. Chosen once for a data directory and kept, so that clients find a restarted suite where it
 * was.
 */
public record SuitePorts(
        int scheduler,
        int miner,
        int capture,
        int processor,
        int checkpoint,
        int live,
        int kafka,
        int postgres,
        int redis) {

    private static final String[] NAMES = {
        "scheduler", "miner", "capture", "processor", "checkpoint", "live", "kafka", "postgres", "redis"
    };

    /** How far above the base the servers' ports begin; the services' come first. */
    private static final int SERVERS = 10;

    private static final int SERVICES = 6;

    /** @param base the first port; 0 for those recorded in {@code file}, or, where there are none, any that are free */
    static SuitePorts choose(int base, Path file) throws IOException {
        int[] ports;
        if (base > 0) {
            ports = new int[NAMES.length];
            Arrays.setAll(ports, i -> i < SERVICES ? base + i : base + SERVERS + i - SERVICES);
        } else if (Files.exists(file)) {
            ports = recorded(file);
        } else {
            ports = LoopbackPorts.free(NAMES.length);
        }
        record(file, ports);
        return new SuitePorts(ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6], ports[7], ports[8]);
    }

    /** The ports recorded by an earlier start. */
    public static SuitePorts of(SuiteHome home) throws IOException {
        if (!Files.exists(home.ports())) {
            throw new IOException("%s: nothing was started here yet (run: gapless up --data %s)"
                    .formatted(home.directory(), home.directory()));
        }
        return choose(0, home.ports());
    }

    private static int[] recorded(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        int[] ports = LoopbackPorts.free(NAMES.length);
        for (int i = 0; i < NAMES.length; i++) {
            // an earlier release knew fewer parts
            String port = properties.getProperty(NAMES[i]);
            ports[i] = port == null ? ports[i] : Integer.parseInt(port);
        }
        return ports;
    }

    private static void record(Path file, int[] ports) throws IOException {
        Properties properties = new Properties();
        for (int i = 0; i < NAMES.length; i++) {
            properties.setProperty(NAMES[i], Integer.toString(ports[i]));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
    }
}
