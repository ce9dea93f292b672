package dev.gapless.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports that stay the same over restarts, one small file each. */
final class FixedPorts {

    private final Path directory;

    FixedPorts(Path directory) {
        this.directory = directory;
    }

    /** @param wanted 0 for the recorded one, or, at the first start, any that is free */
    int of(String server, int wanted) throws IOException {
        Path file = directory.resolve(server + ".port");
        int port = wanted;
        if (port == 0) {
            port = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : LoopbackPorts.free(1)[0];
        }
        Files.writeString(file, Integer.toString(port));
        return port;
    }
}
