package dev.gapless.standalone.cli;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Options of commands that change what the scheduler does, and the calls that they make. Each call prints its answer.
 */
final class ControlCallOptions {

    @Mixin
    private SuiteConnectionOptions running = new SuiteConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private PlannedCallOptions plan = new PlannedCallOptions();

    SuiteConnectionOptions running() {
        return running;
    }

    OutputOptions output() {
        return output;
    }

    int get(String path) throws IOException, InterruptedException {
        return print(running.api(SuiteService.SCHEDULER).get(path));
    }

    int post(String path, ObjectNode body) throws IOException, InterruptedException {
        return print(planned().post(plan.path(path), "application/json", bytes(body)));
    }

    int put(String path, ObjectNode body) throws IOException, InterruptedException {
        return print(planned().put(plan.path(path), "application/json", bytes(body)));
    }

    private RestApi planned() throws IOException {
        return plan.under(running.api(SuiteService.SCHEDULER));
    }

    private static byte[] bytes(ObjectNode body) {
        return JsonMapper.shared().writeValueAsBytes(body);
    }

    private int print(String answer) {
        output.print(answer);
        return 0;
    }
}
