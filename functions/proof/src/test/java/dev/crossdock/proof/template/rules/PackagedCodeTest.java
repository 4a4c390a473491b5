package dev.crossdock.proof.template.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.proof.template.Template;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package holds what the template names; in planted packages each fault is found. */
final class PackagedCodeTest {
    private static final String PLAN = "dev/crossdock/aws/PlanHandler.class";
    private static final String ENVIRONMENT = "dev/crossdock/aws/Environment.class";
    private static final ClassDesc INTERFACE = ClassDesc.of(
            "com.amazonaws.services.lambda.runtime.RequestStreamHandler");
    private static final int PUBLIC = ClassFile.ACC_PUBLIC;

    @TempDir
    Path target;

    @Test
    void deployedHandlersAndVariables_areThoseOfTheCode() {
        PackagedCode code = PackagedCode.of(Path.of(System.getProperty("crossdock.root"), "functions/aws/target"));

        assertThat(code.handlers(Template.deployed())).isEmpty();
        assertThat(code.environment(Template.deployed())).isEmpty();
    }

    @Test
    void packageThatIsNotThere_isNoSuccess() {
        assertThatThrownBy(() -> PackagedCode.of(target)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("build functions/aws first");
    }

    @Test
    void classesThatFit_areFoundWhereverTheyLie() throws IOException {
        add(PLAN, handler(PUBLIC, PUBLIC, INTERFACE));
        add(ENVIRONMENT, reading("CROSSDOCK_STATE", "state of CROSSDOCK_OTHER"));
        assertThat(faults()).isEmpty();

        zip(PLAN, handler(PUBLIC, PUBLIC, INTERFACE));
        assertThat(faults()).containsExactly("Plan: sets CROSSDOCK_STATE, which no code reads");
        zip("lib/crossdock-aws-0.1.0.jar", zipped(PLAN, handler(PUBLIC, PUBLIC, INTERFACE)));
        assertThat(faults()).containsExactly("Plan: sets CROSSDOCK_STATE, which no code reads");
    }

    @Test
    void handlersThatLambdaCannotStart_areFound() throws IOException {
        add(ENVIRONMENT, reading("CROSSDOCK_STATE"));
        assertThat(faults()).singleElement().asString().contains("PlanHandler: is not in");
        add(PLAN, handler(0, PUBLIC, INTERFACE));
        assertThat(faults()).singleElement().asString().contains("public, whole");
        add(PLAN, handler(PUBLIC | ClassFile.ACC_ABSTRACT, PUBLIC, INTERFACE));
        assertThat(faults()).singleElement().asString().contains("public, whole");
        add(PLAN, handler(PUBLIC, 0, INTERFACE));
        assertThat(faults()).singleElement().asString().contains("constructor");
        add(PLAN, handler(PUBLIC, PUBLIC, ClassDesc.of("java.io.Serializable")));
        assertThat(faults()).singleElement().asString().contains("no RequestStreamHandler");
    }

    @Test
    void variablesThatDiffer_areFound() throws IOException {
        add(PLAN, handler(PUBLIC, PUBLIC, INTERFACE));
        assertThat(faults()).containsExactly("Plan: sets CROSSDOCK_STATE, which no code reads");
        add(ENVIRONMENT, reading("CROSSDOCK_STATE", "CROSSDOCK_MORE"));
        assertThat(faults()).containsExactly("Plan: the code reads CROSSDOCK_MORE, which is not set");
    }

    private Iterable<String> faults() {
        Template template = Template.parse("""
                Resources:
                  Plan:
                    Type: AWS::Serverless::Function
                    Properties:
                      Handler: dev.crossdock.aws.PlanHandler
                      Environment: {Variables: {CROSSDOCK_STATE: state, JAVA_TOOL_OPTIONS: -X}}
                """);
        PackagedCode code = PackagedCode.of(target);
        return Stream.concat(code.handlers(template).stream(), code.environment(template).stream())
                .toList();
    }

    private void add(String name, byte[] content) throws IOException {
        Path file = target.resolve("classes").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private void zip(String name, byte[] content) throws IOException {
        Files.write(target.resolve("crossdock-lambda.zip"), zipped(name, content));
    }

    private static byte[] zipped(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] handler(int classFlags, int constructorFlags, ClassDesc type) {
        return ClassFile.of().build(ClassDesc.of("dev.crossdock.aws.PlanHandler"), builder -> builder
                .withFlags(classFlags).withInterfaceSymbols(type)
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, constructorFlags, code -> code.aload(0)
                        .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                        .return_()));
    }

    private static byte[] reading(String... variables) {
        return ClassFile.of().build(ClassDesc.of("dev.crossdock.aws.Environment"), builder -> builder.withMethodBody(
                "read", MethodTypeDesc.of(ConstantDescs.CD_void), ClassFile.ACC_STATIC, code -> {
                    for (String variable : variables) {
                        code.ldc(variable).pop();
                    }
                    code.return_();
                }));
    }
}
