package dev.gapless.checkpoint.longrunning.recovery;

import dev.gapless.checkpoint.longrunning.operations.OperationStarter;
import dev.gapless.checkpoint.longrunning.recovery.RecoveryJob.RecoveryRequest;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationView;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import java.security.Principal;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Recovery for operators. */
@RestController
class RecoveryResource {

    private final RecoveryAnalyzer analyst;
    private final OperationStarter operations;

    RecoveryResource(RecoveryAnalyzer analyst, OperationStarter operations) {
        this.analyst = analyst;
        this.operations = operations;
    }

    @PostMapping("/v1/recovery:analyse")
    RecoveryAnalysis analyse() {
        return analyst.analyse();
    }

    /** Releases the gaps that are stuck at this moment: 202 with the operation's place. */
    @PostMapping("/v1/recovery:run")
    ResponseEntity<OperationView> run(Principal who) {
        List<String> gaps = analyst.plan()
                .orElseThrow(() -> ApiProblem.unavailable(
                        "the scheduler does not answer (expected: its stuck gaps)", "ask again when it does"));
        return operations.start(
                new OperationRequest(
                        OperationKind.RECOVERY,
                        "",
                        JsonMapper.shared().writeValueAsString(new RecoveryRequest(gaps)),
                        who.getName()),
                CallerSources.ALL);
    }
}
