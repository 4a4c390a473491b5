package dev.crossdock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A question that the relay forgets would be answered by the default of the interface: a wrong answer, not an error. */
class TargetRelayTest {
    @Test
    void everyQuestionIsPassedOn() {
        List<String> asked = signatures(Target.class);
        List<String> passedOn = signatures(Target.Relay.class);

        assertThat(asked).isNotEmpty();
        assertThat(passedOn).containsAll(asked);
    }

    private static List<String> signatures(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(TargetRelayTest::signature)
                .toList();
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
