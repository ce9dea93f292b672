package dev.gapless.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** The shape of the whole. */
@AnalyzeClasses(packages = "dev.gapless", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule services_know_only_common_and_the_connectors = slices().matching("dev.gapless.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("dev.gapless.common.."))
            .ignoreDependency(
                    resideOutsideOfPackage("dev.gapless.common.."), resideInAPackage("dev.gapless.connector.."))
            .ignoreDependency(
                    resideInAnyPackage("dev.gapless.standalone..", "dev.gapless.testing..", "dev.gapless.simulation.."),
                    alwaysTrue())
            .because("services meet on topics and HTTP interfaces, never on each other's classes");

    @ArchTest
    static final ArchRule the_oracle_shares_no_code_with_the_core = classes()
            .that()
            .resideInAPackage("dev.gapless.simulation.oracle")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.gapless.simulation.oracle",
                    "dev.gapless.simulation.upstream",
                    "dev.gapless.simulation.time",
                    "java..",
                    "org.jspecify..")
            .because("who judges by the core's own arithmetic believes its mistakes");

    @ArchTest
    static final ArchRule coverage_is_pure = classes()
            .that()
            .resideInAPackage("dev.gapless.common.coverage")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.gapless.common.coverage", "java.lang..", "java.util..", "org.jspecify..")
            .because("gap arithmetic must be testable with nothing running");

    @ArchTest
    static final ArchRule common_knows_no_connector = noClasses()
            .that()
            .resideInAPackage("dev.gapless.common..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gapless.connector..")
            .because("services that speak to no upstream share common alone");

    @ArchTest
    static final ArchRule only_the_simulation_knows_the_reference_model = noClasses()
            .that()
            .resideOutsideOfPackages("dev.gapless.reference..", "dev.gapless.simulation..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gapless.reference..")
            .because("a service that runs on the model is held to itself");

    @ArchTest
    static final ArchRule only_the_platform_and_the_catalog_know_spring = noClasses()
            .that()
            .resideInAnyPackage("dev.gapless.common..", "dev.gapless.connector..")
            .and()
            .resideOutsideOfPackages("dev.gapless.common.platform..", "dev.gapless.connector.catalog..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule features_have_no_cycles = slices().matching("dev.gapless.(*).(*)..")
            .should()
            .beFreeOfCycles()
            // the list of all types names each, and a type reads its manifest with what is beside the list
            .ignoreDependency("dev.gapless.connector.manifest.ConnectorTypes", "dev.gapless.connector.evm.EvmType");

    @ArchTest
    static final ArchRule features_within_a_part_of_the_checkpoint_service_have_no_cycles =
            slices().matching("dev.gapless.checkpoint.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule time_comes_from_the_injected_clock = noClasses()
            .that()
            .resideOutsideOfPackages("dev.gapless.testing..", "dev.gapless.embedded..")
            .and()
            .doNotHaveFullyQualifiedName("dev.gapless.common.platform.PlatformAutoConfiguration")
            .and()
            .doNotHaveFullyQualifiedName("dev.gapless.standalone.cli.DemoCommand")
            .and()
            .doNotHaveFullyQualifiedName("dev.gapless.standalone.cli.ClusterCommand")
            .and()
            .doNotHaveFullyQualifiedName("dev.gapless.standalone.cli.SourceAccessOptions")
            .and()
            .doNotHaveFullyQualifiedName("dev.gapless.sandbox.SandboxMain")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .because("a test must be able to move time");

    @ArchTest
    static final ArchRule the_schedulers_time_is_its_databases = noClasses()
            .that()
            .resideInAPackage("dev.gapless.scheduler..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .because("leases and due times that two hosts reckon by their own clocks are two kinds of time");

    @ArchTest
    static final ArchRule nothing_is_injected_into_fields =
            noFields().should().beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired");

    @ArchTest
    static final ArchRule gauges_are_registered_once = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.micrometer.core.instrument.MultiGauge")
            .because("it replaces its gauges, and a page read in between is refused for showing one twice");

    @ArchTest
    static final ArchRule one_handler_answers_for_each_failure = noClasses()
            .that()
            .resideOutsideOfPackage("dev.gapless.common.platform..")
            .should()
            .beAnnotatedWith("org.springframework.web.bind.annotation.RestControllerAdvice")
            .because("all services answer alike to what no feature expects, as to a database that is away");

    @ArchTest
    static final ArchRule periodic_work_is_a_repeating_task = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.gapless.capture..",
                    "dev.gapless.miner..",
                    "dev.gapless.processor..",
                    "dev.gapless.checkpoint..",
                    "dev.gapless.scheduler..",
                    "dev.gapless.live..")
            .should()
            .callMethodWhere(target(name("scheduleWithFixedDelay").or(name("scheduleAtFixedRate")))
                    .as("call the timers of an executor"))
            .because("a RepeatingTask measures its rounds, survives those that fail, and ends with the context");

    @ArchTest
    static final ArchRule one_logging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule only_commands_print = noClasses()
            .that()
            .resideOutsideOfPackages("dev.gapless.standalone.cli..", "dev.gapless.sandbox")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");
}
