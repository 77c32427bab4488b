package bundle

import (
	"fmt"
	"os"

	"github.com/evanw/esbuild/pkg/api"
)

// The toolchain's wasm_exec.js writes Go, fs, process and path onto globalThis,
// where a host page may look for them, and two players of different versions
// would overwrite each other. It is given a global object of its own instead,
// with just what the Go runtime looks up there.
const (
	wasmExecHead = `const scope = {Object, Array, Uint8Array, Error, Date, Intl, Promise, JSON, crypto, performance, TextEncoder, TextDecoder};
(function (globalThis) {
`
	wasmExecTail = `
})(scope);
export { scope };
export const Go = scope.Go;
`
)

func WasmExecPlugin(path string) api.Plugin {
	return api.Plugin{Name: "wasm_exec", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: `^wasm_exec$`}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: path, Namespace: "wasm_exec"}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: "wasm_exec"}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			source, err := os.ReadFile(path)
			if err != nil {
				return api.OnLoadResult{}, fmt.Errorf("read wasm_exec.js: %w", err)
			}
			text := wasmExecHead + string(source) + wasmExecTail
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
		})
	}}
}
