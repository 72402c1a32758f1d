# `make` alone prints what there is. The work is done by the scripts in scripts/ and Benchmarks/.

export WEBHOOK_PORT ?= 9443
export PROBE_PORT ?= 8081

.PHONY: help run test lint bench bench-controller bench-burst bench-hostile profile profile-controller image test-image clean

help:
	@echo "make run         build the webhook, serve it on https://127.0.0.1:$(WEBHOOK_PORT), show it the samples"
	@echo "make test        build everything, run every test and every check"
	@echo "make lint        the checks alone: format, shell scripts, audit"
	@echo "make bench       measure the webhook against nginx, in less than four minutes"
	@echo "make bench-hostile  look for the documents that cost the webhook most, in two minutes"
	@echo "make profile     count the instructions of a review by stage (callgrind)"
	@echo "make image       build the container image from a registry's base images, pinned by digest"
	@echo "make test-image  build it from this machine's Debian and toolchain instead, start it, ask it"
	@echo "make bench-controller  measure the controller with 1,000 to 20,000 objects (KUBEBUILDER_ASSETS names a control plane)"
	@echo "make profile-controller  show where its processor time goes (perf; KUBEBUILDER_ASSETS as above)"
	@echo "make bench-burst  let 5,000 schedules fire in the same minute (KUBEBUILDER_ASSETS, with kube-controller-manager)"
	@echo "make clean       remove what was built, and the development certificates"
	@echo
	@echo "Each installs what it lacks (apt, as root or with sudo) and says so. Swift 6.2 or later must be there."
	@echo "Other ports: make run WEBHOOK_PORT=10443 PROBE_PORT=10081"

run:
	@scripts/run.sh

test:
	@scripts/test.sh

lint:
	@scripts/lint.sh

bench:
	@Benchmarks/run.sh

bench-controller:
	@Benchmarks/controller.sh

bench-burst:
	@Benchmarks/burst.sh

bench-hostile:
	@Benchmarks/hostile.sh

profile:
	@Benchmarks/profile.sh

profile-controller:
	@Benchmarks/profile-controller.sh

image:
	@scripts/image.sh build

test-image:
	@scripts/image.sh test

clean:
	rm -rf .build Benchmarks/.build
	rm -f certs/*.crt certs/*.key certs/*.csr certs/*.srl
