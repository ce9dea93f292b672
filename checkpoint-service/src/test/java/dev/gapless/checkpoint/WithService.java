package dev.gapless.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the service as its neighbours and operators meet it; one service for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithService {

    private @Nullable Service started;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        started = new Service(directory);
    }

    @AfterAll
    void stop() {
        service().close();
    }

    final Service service() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }
}
