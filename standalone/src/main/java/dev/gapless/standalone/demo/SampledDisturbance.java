package dev.gapless.standalone.demo;

import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.suite.GaplessSuite;
import java.io.IOException;
import java.time.Duration;

/** A disturbance during which samples are taken by a plan other than its own. */
record SampledDisturbance(DemoOptions.Disturbance disturbance, SamplePlan samples) implements DemoOptions.Disturbance {

    @Override
    public void look(GaplessSuite suite, double share) throws IOException, InterruptedException {
        disturbance.look(suite, share);
    }

    @Override
    public boolean over() {
        return disturbance.over();
    }

    @Override
    public Duration patience() {
        return disturbance.patience();
    }

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        disturbance.settled(suite);
    }
}
