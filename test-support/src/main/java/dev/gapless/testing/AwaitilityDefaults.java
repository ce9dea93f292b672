package dev.gapless.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long tests wait for what must come: so long that a machine which is busy with something else does not fail them.
 * JUnit finds it by itself.
 */
public final class AwaitilityDefaults implements LauncherSessionListener {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(TIMEOUT);
    }
}
