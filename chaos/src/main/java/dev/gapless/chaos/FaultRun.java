package dev.gapless.chaos;

import dev.gapless.chaos.Outcome.Alarm;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.demo.Demo;
import dev.gapless.standalone.demo.DemoOptions;
import dev.gapless.standalone.demo.DemoReport;
import dev.gapless.standalone.suite.Service;
import dev.gapless.standalone.suite.Suite;
import dev.gapless.standalone.suite.SuiteHome;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

/** The demo's run, with one fault from outside in its middle; judged by the same truth. */
final class FaultRun {

    private static final double STRIKE = 0.3;
    private static final double HEAL = 0.6;

    private enum Stage {
        BEFORE,
        STRUCK,
        AFTER
    }

    private final Fault fault;
    private final HostFault host;
    private final SuiteHome home;
    private final Duration duration;
    private final PrintStream out;
    private Stage stage = Stage.BEFORE;
    private Alarm alarm;

    FaultRun(Fault fault, SuiteHome home, Duration duration, PrintStream out) {
        this.fault = fault;
        this.host = fault.in(home);
        this.home = home;
        this.duration = duration;
        this.out = out;
        this.alarm = fault.alarm().isEmpty() ? Alarm.NOT_WANTED : Alarm.MISSING;
    }

    Outcome run() throws IOException, InterruptedException, SQLException {
        try {
            host.prepare();
            DemoReport report = new Demo(
                            DemoOptions.standard(home, duration, out, false)
                                    .with(fault.properties())
                                    .disturbedBy(this::look),
                            Clock.systemUTC())
                    .run();
            return new Outcome(fault.label(), host.fired(), alarm, report, null);
        } catch (FaultNotPossibleException e) {
            return new Outcome(fault.label(), 0, alarm, null, e.getMessage());
        } finally {
            host.end();
        }
    }

    private void look(Suite suite, double share) throws IOException, InterruptedException {
        switch (stage) {
            case BEFORE -> {
                if (share >= STRIKE) {
                    out.println("strikes: " + fault.label());
                    host.strike();
                    stage = Stage.STRUCK;
                }
            }
            case STRUCK -> {
                host.endure();
                if (share >= HEAL) {
                    host.heal();
                    out.println("healed: " + fault.label());
                    stage = Stage.AFTER;
                }
            }
            case AFTER -> {
                if (alarm == Alarm.MISSING && named(suite)) {
                    alarm = Alarm.NAMED;
                }
            }
        }
    }

    private boolean named(Suite suite) throws IOException, InterruptedException {
        String metrics =
                RestApi.at(suite.url(Service.CHECKPOINT), home.serviceToken()).get("/actuator/prometheus");
        return metrics.lines().filter(line -> line.startsWith(fault.alarm())).anyMatch(FaultRun::counted);
    }

    private static boolean counted(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) > 0;
    }
}
