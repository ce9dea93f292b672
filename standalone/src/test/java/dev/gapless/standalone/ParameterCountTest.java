package dev.gapless.standalone;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;

/** Limits the components of records and the parameters of constructors. */
@AnalyzeClasses(packages = "dev.gapless", importOptions = ImportOption.DoNotIncludeTests.class)
class ParameterCountTest {

    private static final int MAX_PARAMETERS = 10;

    /** Types that were larger when the rule came. A type may leave this list; none may join it. */
    private static final Set<String> LARGER = Set.of(
            "AccountConnector",
            "AlertEntry",
            "BatchProcessor",
            "CaptureSessionLoop",
            "Checkpoint",
            "CheckpointView",
            "CommitRequest$Item",
            "ConsumerSessionFactory",
            "CoverageCertificate",
            "CoverageReport",
            "DeadLetterRow",
            "DemoReport",
            "FaultOrder",
            "GapRow",
            "GapView",
            "GapsWithin$Found",
            "InferredDeleteRow",
            "MiningProgress",
            "ObjectiveView",
            "OperationView",
            "ResumePoint",
            "SandboxOptions",
            "SandboxServer",
            "SchedulerGapClient$Row",
            "SimulationContext",
            "SocketProtocol",
            "SourceConsistency",
            "StoredDeadLetter",
            "StreamBatch",
            "StreamSpec");

    @ArchTest
    static final ArchRule a_constructor_has_at_most_ten_parameters = ArchRuleDefinition.classes()
            .that()
            .haveSimpleNameNotEndingWith("Wiring")
            .and()
            .haveSimpleNameNotEndingWith("Properties")
            .should(haveSmallConstructors())
            .because("more of them are told apart by their order only; nest them in records");

    private static ArchCondition<JavaClass> haveSmallConstructors() {
        return new ArchCondition<>("have constructors of at most %d parameters".formatted(MAX_PARAMETERS)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                int largest = type.getConstructors().stream()
                        .mapToInt(ParameterCountTest::parameters)
                        .max()
                        .orElse(0);
                boolean frozen = LARGER.contains(type.getName().replaceFirst(".*\\.", ""));
                if (largest > MAX_PARAMETERS && !frozen) {
                    events.add(SimpleConditionEvent.violated(
                            type, "%s has a constructor of %d parameters".formatted(type.getName(), largest)));
                }
            }
        };
    }

    private static int parameters(JavaConstructor constructor) {
        return constructor.getRawParameterTypes().size();
    }
}
